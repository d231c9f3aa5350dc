"""WeChat accounts that open the portal for a customer (INF-6)."""


import django.db.models.deletion
from django.db import migrations, models

import alongside.kernel.crypto


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0008_wider_blind_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='WeChatBond',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('app_id', models.CharField(max_length=40)),
                ('openid', alongside.kernel.crypto.EncryptedTextField()),
                ('unionid', alongside.kernel.crypto.EncryptedTextField(blank=True, default='')),
                ('subject_hash', models.CharField(max_length=64, unique=True)),
                ('union_hash', models.CharField(blank=True, db_index=True, default='', max_length=64)),
                ('bound_at', models.DateTimeField()),
                ('used_at', models.DateTimeField()),
                ('contact_point', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.contactpoint')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wechat_bonds', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'app_id'), name='wechat_bond_once_per_program')],
            },
        ),
    ]
